//! Answers that are not what was asked for: their form, and the page that each leads to.

use axum::http::Method;
use server::ProblemType;

use crate::support::{Mood, Served, Staging};

#[tokio::test]
async fn an_unknown_address_is_a_problem_that_says_where_to_look() {
    let problem = Served::new().get("/nowhere").await.is_problem(404, "not-found");
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("/nowhere")), "{problem}");
    assert!(problem["hint"].as_str().is_some_and(|hint| hint.contains("/docs")), "{problem}");
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let answer = Served::new().ask(Method::PUT, "/livez", &[]).await;
    answer.is_problem(405, "method-not-allowed");
    assert_eq!(answer.header("allow"), "GET,HEAD");
}

#[tokio::test]
async fn a_panic_is_a_problem_that_tells_nothing_of_it_and_the_server_goes_on() {
    let served = Served::over(Staging::that(Mood::Panics));
    let answer = served.get("/health").await;
    answer.is_problem(500, "internal");
    assert!(!answer.text().contains("the zone failed"), "{answer:?}");
    assert!(!answer.header("x-request-id").is_empty(), "an answer to a panic has an id too");
    assert_eq!(served.get("/livez").await.status, 200);
}

#[tokio::test]
async fn each_kind_of_problem_has_its_page_and_stands_in_the_list() {
    let served = Served::new();
    let list = served.get("/docs/errors").await;
    for kind in ProblemType::ALL {
        let explained = kind.explained();
        let address = format!("/docs/errors/{}", explained.slug);
        assert!(list.text().contains(&format!("\"{address}\"")), "{address} is not in the list");
        let page = served.get(&address).await;
        assert_eq!(page.status, 200, "{address}");
        assert!(page.header("content-type").starts_with("text/html"), "{address}");
        for text in [explained.title, explained.meaning, explained.remedy] {
            assert!(page.text().contains(text), "{address} lacks `{text}`");
        }
    }
    served.get("/docs/errors/no-such-kind").await.is_problem(404, "not-found");
}

#[tokio::test]
async fn what_an_address_holds_cannot_break_a_page() {
    let answer = Served::new().get("/docs/errors/%3Cscript%3Ealert(1)%3C%2Fscript%3E").await;
    answer.is_problem(404, "not-found");
    assert!(!answer.text().contains("<script>"), "{answer:?}");
}

#[tokio::test]
async fn a_capture_that_is_not_utf8_is_a_problem_of_the_client() {
    let answer = Served::new().get("/docs/errors/%ff").await;
    assert!(answer.status.is_client_error(), "{answer:?}");
    assert_eq!(answer.header("content-type"), "application/problem+json");
}
