package io.saleproof.catalog;

import static io.saleproof.catalog.ProductDocuments.CATEGORIES;
import static io.saleproof.catalog.ProductDocuments.ID;
import static io.saleproof.catalog.ProductDocuments.IN_STOCK;
import static io.saleproof.catalog.ProductDocuments.PRICE_AMOUNT;

import com.mongodb.client.model.Filters;
import io.saleproof.http.FieldError;
import io.saleproof.http.PageRequest;
import io.saleproof.http.PlainText;
import io.saleproof.http.Problem;
import io.saleproof.http.QueryParameters;
import io.saleproof.trade.Sku;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** What of the catalogue a client wants to see, and in which order. */
record ProductQuery(
    @Nullable String category,
    @Nullable WordSearch search,
    @Nullable Long minPrice,
    @Nullable Long maxPrice,
    @Nullable Boolean inStock,
    Set<String> ids,
    ProductSort sort,
    Set<Facet> facets,
    PageRequest page) {

  static final Set<String> PARAMETERS =
      Set.of(
          "category",
          "q",
          "minPrice",
          "maxPrice",
          "inStock",
          "ids",
          "sort",
          "facets",
          "limit",
          "cursor",
          "count");

  static final int MAX_IDS = 200;
  static final int MAX_CATEGORY = 80;

  /** What is counted beside a page, each without its own part of the filter. */
  enum Facet {
    CATEGORY,
    PRICE
  }

  ProductQuery {
    ids = Set.copyOf(ids);
    facets = Set.copyOf(facets);
    if (minPrice != null && maxPrice != null && minPrice > maxPrice) {
      throw wrong("maxPrice", "must not be below minPrice");
    }
  }

  /**
   * @throws io.saleproof.http.ProblemException 400 naming the parameter that is wrong
   */
  static ProductQuery of(QueryParameters query) {
    String q = query.get("q");
    WordSearch search = q == null ? null : WordSearch.of(q);
    String sort = query.get("sort");
    ProductSort usual = search == null ? ProductSort.NAME : ProductSort.RELEVANCE;
    String inStock = query.get("inStock");
    return new ProductQuery(
        category(query.get("category")),
        search,
        price("minPrice", query.get("minPrice")),
        price("maxPrice", query.get("maxPrice")),
        inStock == null ? null : PageRequest.flag("inStock", inStock),
        ids(query.get("ids")),
        sort == null ? usual : ProductSort.of(sort),
        facets(query.get("facets")),
        PageRequest.of(query.get("limit"), query.get("cursor"), query.get("count")));
  }

  /** The whole filter. */
  Bson filter() {
    return filter(null, true);
  }

  /** The filter without the facet's own part: what there would be to choose from. */
  Bson filterBeside(Facet facet) {
    return filter(facet, true);
  }

  /**
   * The filters of the parts that the list consists of, one after the other; each product is in one
   * part only.
   */
  List<Bson> parts() {
    return sort == ProductSort.RELEVANCE && search != null
        ? search.tiers().stream().map(tier -> Filters.and(filter(null, false), tier)).toList()
        : List.of(filter());
  }

  /** What a cursor of this list is bound to: filter and sort, not the size of a page. */
  String identity() {
    return named(
        "/v1/products",
        category,
        search,
        minPrice,
        maxPrice,
        inStock,
        String.join(",", new TreeSet<>(ids)),
        sort.name());
  }

  /** The same for all queries that get the same answer, and for no others. */
  String name() {
    return named(identity(), new TreeSet<>(facets), page.limit(), page.cursor(), page.count());
  }

  /** Each with its length, so that no text can be taken for another or for none. */
  private static String named(@Nullable Object... parts) {
    StringBuilder name = new StringBuilder();
    for (Object part : parts) {
      if (part == null) {
        name.append('-');
      } else {
        String text = part.toString();
        name.append(text.length()).append(':').append(text);
      }
    }
    return name.toString();
  }

  private Bson filter(@Nullable Facet without, boolean withWords) {
    List<Bson> conditions = new ArrayList<>();
    if (category != null && without != Facet.CATEGORY) {
      conditions.add(Filters.eq(CATEGORIES, category));
    }
    if (without != Facet.PRICE && minPrice != null) {
      conditions.add(Filters.gte(PRICE_AMOUNT, minPrice));
    }
    if (without != Facet.PRICE && maxPrice != null) {
      conditions.add(Filters.lte(PRICE_AMOUNT, maxPrice));
    }
    if (inStock != null) {
      conditions.add(Filters.eq(IN_STOCK, inStock));
    }
    if (!ids.isEmpty()) {
      conditions.add(Filters.in(ID, ids));
    }
    if (search != null && withWords) {
      conditions.add(search.anywhere());
    }
    return conditions.isEmpty() ? new Document() : Filters.and(conditions);
  }

  private static @Nullable String category(@Nullable String category) {
    if (category != null
        && (category.isBlank()
            || category.length() > MAX_CATEGORY
            || !PlainText.Validator.isPlain(category))) {
      throw wrong("category", "must have 1 to " + MAX_CATEGORY + " characters");
    }
    return category;
  }

  private static @Nullable Long price(String name, @Nullable String value) {
    if (value == null) {
      return null;
    }
    if (!value.matches("[0-9]{1,18}")) {
      throw wrong(name, "must be a whole number of minor units, 0 or more");
    }
    return Long.parseLong(value);
  }

  private static Set<String> ids(@Nullable String value) {
    if (value == null) {
      return Set.of();
    }
    Set<String> ids = new TreeSet<>();
    for (String id : value.split(",", -1)) {
      ids.add(sku(id).value());
      if (ids.size() > MAX_IDS) {
        throw wrong("ids", "may have at most " + MAX_IDS + " SKUs");
      }
    }
    return ids;
  }

  private static Sku sku(String id) {
    try {
      return new Sku(id);
    } catch (IllegalArgumentException notOne) {
      throw wrong("ids", "must be SKUs with commas between them");
    }
  }

  private static Set<Facet> facets(@Nullable String value) {
    Set<Facet> facets = EnumSet.noneOf(Facet.class);
    for (String name : value == null ? new String[0] : value.split(",", -1)) {
      facets.add(
          Arrays.stream(Facet.values())
              .filter(facet -> facet.name().toLowerCase(Locale.ROOT).equals(name))
              .findFirst()
              .orElseThrow(() -> wrong("facets", "must be category, price or both")));
    }
    return facets;
  }

  private static RuntimeException wrong(String parameter, String detail) {
    return Problem.invalid(FieldError.parameter(parameter, detail)).asException();
  }
}
