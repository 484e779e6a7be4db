# chi-square of lavaan for the small samples: Rscript small_samples.R likert13.csv smalln_rows.csv small_samples.csv
library(lavaan)
arguments <- commandArgs(trailingOnly = TRUE)
answers <- read.csv(arguments[1])
rows <- as.matrix(read.csv(arguments[2], header = FALSE))
model <- "LOC =~ L1 + L2 + L3\nINS =~ I1 + I2 + I3\nSRN =~ S1 + S2 + S3\nCUL =~ C1 + C2\nOFF =~ O1 + O2"
told <- apply(rows, 1, function(row) {
  chosen <- row[-(1:2)]
  fitted <- try(suppressWarnings(cfa(model, answers[chosen[chosen >= 0] + 1, ])), silent = TRUE)
  done <- !inherits(fitted, "try-error") && lavInspect(fitted, "converged")
  c(n = row[[1]], replicate = row[[2]], chisq = if (done) fitMeasures(fitted, "chisq")[[1]] else NA)
})
write.csv(format(as.data.frame(t(told)), digits = 10), arguments[3], row.names = FALSE, quote = FALSE)
