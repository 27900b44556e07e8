"""Industry packages (branchepakker) as an API."""
