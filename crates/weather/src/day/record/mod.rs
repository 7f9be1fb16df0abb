//! What is kept of a day: its values, and what is said of them.
//!
//! Tables of names, units and meanings, and the row they index. How a value comes about is in `recipe`.

mod daily;
mod definition;
mod method;
mod metric;
mod statistic;

pub use daily::DailyStatistics;
pub use definition::DayDefinition;
pub use method::{Method, Notes};
pub use metric::{Coverage, Metric};
pub use statistic::Statistic;
