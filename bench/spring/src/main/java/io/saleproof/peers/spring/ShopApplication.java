package io.saleproof.peers.spring;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cache.annotation.EnableCaching;

/** The product's catalogue and orders as a team would write them with Spring Boot. */
@SpringBootApplication
@EnableCaching
public class ShopApplication {

  public static void main(String... arguments) {
    SpringApplication.run(ShopApplication.class, arguments);
  }
}
