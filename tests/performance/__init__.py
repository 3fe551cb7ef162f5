"""What one patient costs: programs that measure, run by hand; the figures are in docs/performance.md."""
