//! The README says what happens.

use crate::support::{TestLake, repository};

#[test]
fn the_first_screen_shows_what_the_demo_prints() {
    let readme = std::fs::read_to_string(repository("README.md")).expect("read");
    let said = TestLake::new().ok(&["demo"]);
    let (_, result) = said.split_once(":\n\n").expect("a result after the line with the port");
    let (result, _) = result.split_once("\n\n– is missing").expect("what to try next");
    assert!(readme.contains(result), "put this into the README:\n{result}");
}

#[test]
fn every_command_is_in_the_table() {
    let readme = std::fs::read_to_string(repository("README.md")).expect("read");
    let help = TestLake::new().ok(&["--help"]);
    let (_, commands) = help.split_once("Commands:\n").expect("a list of commands");
    for line in commands.lines().take_while(|line| line.starts_with("  ")) {
        let verb = line.split_whitespace().next().expect("a verb");
        assert!(verb == "help" || readme.contains(&format!("`{verb}")), "{verb} is not in the README");
    }
}
