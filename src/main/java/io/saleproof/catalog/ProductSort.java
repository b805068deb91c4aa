package io.saleproof.catalog;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import io.saleproof.http.FieldError;
import io.saleproof.http.Problem;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The orders of the listing. Each is by one field and then by SKU, both in the same direction, so
 * that an index walked one way has it, and no two products share a place.
 */
enum ProductSort {
  NAME("name", ProductDocuments.NAME_KEY, true),
  PRICE("price", ProductDocuments.PRICE_AMOUNT, true),
  PRICE_DOWN("-price", ProductDocuments.PRICE_AMOUNT, false),
  NEWEST("newest", ProductDocuments.CREATED_AT, false),
  BESTSELLING("bestselling", ProductDocuments.SOLD, false),
  /** How well the words match, in tiers ({@link WordSearch}), then by name. */
  RELEVANCE("relevance", ProductDocuments.NAME_KEY, true);

  private final String parameter;
  private final String field;
  private final boolean ascending;

  ProductSort(String parameter, String field, boolean ascending) {
    this.parameter = parameter;
    this.field = field;
    this.ascending = ascending;
  }

  /**
   * @throws io.saleproof.http.ProblemException 400 naming the sorts that there are
   */
  static ProductSort of(String parameter) {
    return Arrays.stream(values())
        .filter(sort -> sort.parameter.equals(parameter))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.invalid(
                        FieldError.parameter(
                            "sort",
                            "must be one of "
                                + Arrays.stream(values())
                                    .map(sort -> sort.parameter)
                                    .collect(Collectors.joining(", "))))
                    .asException());
  }

  Bson order() {
    return ascending
        ? Sorts.ascending(field, ProductDocuments.ID)
        : Sorts.descending(field, ProductDocuments.ID);
  }

  /** What the keys of a cursor are. */
  Class<?> keyType() {
    return field.equals(ProductDocuments.NAME_KEY) ? String.class : Long.class;
  }

  Object keyOf(Document product) {
    return switch (this) {
      case NAME, RELEVANCE -> product.getString(field);
      case PRICE, PRICE_DOWN ->
          product.getEmbedded(List.of("price", "amount"), Number.class).longValue();
      case NEWEST -> product.getDate(field).getTime();
      case BESTSELLING -> product.get(field, Number.class).longValue();
    };
  }

  /**
   * What comes after a place. The first condition follows from the second; it stands there because
   * it alone gives the server one tight range of the index to begin at, however far the place.
   */
  Bson after(Object key, String sku) {
    Object value = this == NEWEST ? new Date((Long) key) : key;
    String id = ProductDocuments.ID;
    return ascending
        ? Filters.and(
            Filters.gte(field, value),
            Filters.or(
                Filters.gt(field, value),
                Filters.and(Filters.eq(field, value), Filters.gt(id, sku))))
        : Filters.and(
            Filters.lte(field, value),
            Filters.or(
                Filters.lt(field, value),
                Filters.and(Filters.eq(field, value), Filters.lt(id, sku))));
  }
}
