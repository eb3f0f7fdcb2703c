# A folder of one table (`cells.csv`, a `.hrc` by dimension) to the cells that an R package suppresses beside the sensitive ones.

method <- commandArgs(trailingOnly = TRUE)[1]
cells <- read.csv("cells.csv", colClasses = "character", check.names = FALSE, na.strings = character())
dimensions <- setdiff(names(cells), c("value", "count", "status", "level"))
cells$value <- as.numeric(cells$value)
cells$count <- as.numeric(cells$count)

hierarchies <- lapply(setNames(nm = dimensions), function(dimension) {
  lines <- readLines(paste0(dimension, ".hrc"))
  codes <- sub("^@*", "", lines)
  data.frame(levels = c("@", paste0("@@", strrep("@", nchar(lines) - nchar(codes)))), codes = c("_T", codes))
})
leaves <- lapply(hierarchies, function(hierarchy) hierarchy$codes[c(diff(nchar(hierarchy$levels)) <= 0, TRUE)])
innermost <- Reduce(`&`, lapply(dimensions, function(dimension) cells[[dimension]] %in% leaves[[dimension]]))
inner <- cells[innermost, c(dimensions, "value", "count")]
sensitive <- cells[cells$status == "U", dimensions]
named <- function(table) do.call(paste, c(lapply(dimensions, function(dimension) as.character(table[[dimension]])), sep = "\r"))

gauss <- function() {
  found <- GaussSuppression::GaussSuppressionFromData(
    inner,
    hierarchies = hierarchies, freqVar = "count", numVar = "value", removeEmpty = TRUE, printInc = FALSE,
    candidates = GaussSuppression::CandidatesNum, protectZeros = FALSE,
    primary = function(crossTable, ...) named(crossTable) %in% named(sensitive)
  )
  found[found$suppressed & !found$primary, dimensions]
}

sdc_table <- function(kind) {
  problem <- sdcTable::makeProblem(inner, dimList = hierarchies, freqVarInd = "count", numVarInd = "value")
  empty <- which(sdcTable::getInfo(problem, type = "freq") == 0)
  if (length(empty)) problem <- sdcTable::setInfo(problem, type = "sdcStatus", index = empty, input = rep("z", length(empty)))
  problem <- sdcTable::change_cellstatus(problem, specs = sensitive, rule = "u")
  found <- as.data.frame(sdcTable::getInfo(sdcTable::protectTable(problem, method = kind), type = "finalData"))
  found[found$sdcStatus == "x", dimensions]
}

suppressed <- if (method == "GaussSuppression") gauss() else sdc_table(method)
write.csv(suppressed, "suppressed.csv", row.names = FALSE)
