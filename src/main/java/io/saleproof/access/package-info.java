/**
 * Who is calling: nobody, a shopper, a service or an administrator, and what each may touch.
 *
 * <p>It promises that whatever is not said to be open is closed, and that one shopper can't tell
 * another's resources from missing ones. It may import {@code http} and {@code trade}; features
 * import it.
 */
@NullMarked
package io.saleproof.access;

import org.jspecify.annotations.NullMarked;
