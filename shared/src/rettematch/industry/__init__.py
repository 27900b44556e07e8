"""Industry packages (branchepakker): ten lines of work as files, each with tasks, demands, competences and a path."""
