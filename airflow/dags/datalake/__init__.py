"""What the DAG is made of: the days of a run, the command, its report, the tasks."""
