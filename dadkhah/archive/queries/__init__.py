"""What pages and commands read, always through `visible_to`: a fixed number of questions per page."""
