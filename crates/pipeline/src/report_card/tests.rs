//! Cards of small lakes in memory.
