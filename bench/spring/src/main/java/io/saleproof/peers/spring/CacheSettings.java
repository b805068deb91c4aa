package io.saleproof.peers.spring;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.cache.CacheManager;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** In-process caches: products, told of every change, and pages, bounded by their age alone. */
@Configuration
class CacheSettings {

  static final String PRODUCTS = "products";
  static final String PAGES = "pages";

  @Bean
  CacheManager caches(
      @Value("${shop.products.fresh}") Duration products,
      @Value("${shop.pages.fresh}") Duration pages,
      @Value("${shop.cache.entries}") int entries) {
    CaffeineCacheManager manager = new CaffeineCacheManager();
    manager.registerCustomCache(
        PRODUCTS, Caffeine.newBuilder().expireAfterWrite(products).maximumSize(entries).build());
    manager.registerCustomCache(
        PAGES, Caffeine.newBuilder().expireAfterWrite(pages).maximumSize(entries).build());
    return manager;
  }
}
