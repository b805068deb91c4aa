/**
 * Shops, a database and a Redis cluster as processes of this machine, which {@code
 * scripts/chaos-cache.sh} puts under load and takes to pieces, and the book in which every answer
 * is checked.
 */
package io.saleproof.chaos;
