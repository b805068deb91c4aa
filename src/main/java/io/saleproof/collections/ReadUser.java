package io.saleproof.collections;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a body turned out to be. */
sealed interface ReadUser {

  /** A user. */
  record Valid(NewUser user) implements ReadUser {}

  /** No user; the answer is 422. */
  @Schema(name = "CollectionsInvalid", description = "What is wrong with the body")
  record Invalid(@Schema(required = true) List<Fault> detail) implements ReadUser {
    public Invalid {
      detail = List.copyOf(detail);
    }

    static Invalid of(Fault fault) {
      return new Invalid(List.of(fault));
    }
  }

  /**
   * One wrong place of a body.
   *
   * @param loc where: {@code "body"} and then a field's name, or the position of a syntax error
   * @param msg a sentence for people
   * @param type a word for programs
   */
  @Schema(name = "CollectionsFault")
  record Fault(
      @Schema(
              required = true,
              description = "\"body\", and then a field's name or an offset",
              examples = "[\"body\", \"age\"]")
          List<Object> loc,
      @Schema(required = true, examples = "Field required") String msg,
      @Schema(required = true, examples = "missing") String type) {

    public Fault {
      loc = List.copyOf(loc);
    }

    static Fault at(String field, String type, String msg) {
      return new Fault(List.of("body", field), msg, type);
    }

    static Fault ofBody(String type, String msg) {
      return new Fault(List.of("body"), msg, type);
    }
  }
}
