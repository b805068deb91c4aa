/**
 * Reads uploads of any length in bounded memory and answers while it reads: lines with a cap,
 * strict UTF-8, gzip, CSV and NDJSON, and the NDJSON answer of progress, refusals and a summary.
 *
 * <p>It promises that no upload, however long, broken or compressed, takes more memory than a few
 * records, and that every line which was not taken is named in the answer. It may import {@code
 * http} and {@code store}; features that import files import it.
 *
 * <p>How to use it: {@link io.saleproof.imports.Upload#open} in the resource method (it refuses a
 * wrong encoding or CSV header with a problem before the answer begins), then return what {@link
 * io.saleproof.imports.Imports#run} makes of it and an own {@link io.saleproof.imports.ImportSink}.
 */
@NullMarked
package io.saleproof.imports;

import org.jspecify.annotations.NullMarked;
