# Contributions as CSV on standard input to the suppressed cells of all margins by GaussSuppression, as CSV; the p % rule with one holder each.
library(GaussSuppression)
given <- commandArgs(trailingOnly = TRUE)
rows <- read.csv(file("stdin"), stringsAsFactors = FALSE)
found <- SuppressDominantCells(rows, numVar = "amount", dimVar = strsplit(given[1], ",")[[1]], contributorVar = "exporter",
                               pPercent = as.numeric(given[2]), printInc = FALSE)
write.csv(found, stdout(), row.names = FALSE)
