package io.saleproof.orders;

import io.saleproof.catalog.Catalog;
import io.saleproof.stock.AvailabilityListener;
import io.saleproof.trade.Sku;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/**
 * Tells the catalogue what has run out or come back. It lives here because neither the catalogue
 * nor the stock may know the other. A hint that is lost shows a wrong flag in listings until the
 * next one; orders never look at it.
 */
@ApplicationScoped
public class ShowsAvailability implements AvailabilityListener {

  private static final Logger LOG = Logger.getLogger(ShowsAvailability.class);

  private final Catalog catalog;

  ShowsAvailability(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public void availabilityChanged(Sku sku, boolean inStock) {
    try {
      catalog.setInStock(sku, inStock);
    } catch (RuntimeException failure) {
      LOG.warnf("the listing's flag of %s is not updated: %s", sku, failure.getClass().getName());
    }
  }
}
