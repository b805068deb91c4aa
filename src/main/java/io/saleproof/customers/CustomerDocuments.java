package io.saleproof.customers;

import com.mongodb.client.model.Updates;
import io.saleproof.trade.CustomerId;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Customers as documents and back. */
final class CustomerDocuments {

  static final String VERSION = "version";
  static final String CREATED_AT = "createdAt";
  static final String UPDATED_AT = "updatedAt";

  private CustomerDocuments() {}

  /** The fields that a client writes, replaced; what is absent is taken away. */
  static Bson changes(CustomerInput input, Date now) {
    List<Bson> changes = new ArrayList<>();
    fields(input)
        .forEach(
            (field, value) ->
                changes.add(value == null ? Updates.unset(field) : Updates.set(field, value)));
    changes.add(Updates.set(UPDATED_AT, now));
    changes.add(Updates.inc(VERSION, 1L));
    return Updates.combine(changes);
  }

  static Document first(CustomerId id, CustomerInput input, Date now) {
    Document document = new Document("_id", id.value());
    fields(input)
        .forEach(
            (field, value) -> {
              if (value != null) {
                document.append(field, value);
              }
            });
    return document.append(VERSION, 1L).append(CREATED_AT, now).append(UPDATED_AT, now);
  }

  static Customer read(Document document) {
    List<Document> addresses = document.getList("addresses", Document.class, List.of());
    return new Customer(
        new CustomerId(document.getString("_id")),
        document.getString("name"),
        document.getString("email"),
        document.getString("country"),
        addresses.stream().map(CustomerDocuments::address).toList(),
        document.get(VERSION, Number.class).longValue(),
        document.getDate(CREATED_AT).toInstant(),
        document.getDate(UPDATED_AT).toInstant());
  }

  private static Document fields(CustomerInput input) {
    List<Address> addresses = Objects.requireNonNullElse(input.addresses(), List.of());
    return new Document("name", input.name())
        .append("email", input.email())
        .append("country", input.country())
        .append("addresses", addresses.stream().map(CustomerDocuments::document).toList());
  }

  private static Document document(Address address) {
    Document document = new Document();
    put(document, "name", address.name());
    document.append("lines", address.lines()).append("city", address.city());
    put(document, "postcode", address.postcode());
    return document.append("country", address.country());
  }

  private static Address address(Document document) {
    return new Address(
        document.getString("name"),
        document.getList("lines", String.class),
        document.getString("city"),
        document.getString("postcode"),
        document.getString("country"));
  }

  private static void put(Document document, String field, @Nullable String value) {
    if (value != null) {
      document.append(field, value);
    }
  }
}
