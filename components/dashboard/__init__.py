"""The boxes of the site dashboard and the table of all sites: records in, trees out, one file for each box."""
