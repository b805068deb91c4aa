package io.saleproof.http;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.ElementType.TYPE_USE;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/**
 * Text that every store and client can hold: no control characters, no half of a surrogate pair.
 * {@code null} is valid.
 */
@Target({FIELD, METHOD, PARAMETER, TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = PlainText.Validator.class)
public @interface PlainText {

  /** Whether line ends and tabs are allowed. */
  boolean multiline() default false;

  String message() default "must not contain control characters or broken Unicode";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /** Checks the constraint. */
  final class Validator implements ConstraintValidator<PlainText, CharSequence> {
    private boolean multiline;

    /** Whether the text is well-formed UTF-16, so that it has a UTF-8 form. */
    public static boolean isWellFormed(String text) {
      return text.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE);
    }

    @Override
    public void initialize(PlainText constraint) {
      multiline = constraint.multiline();
    }

    /** Whether a single line has nothing of the kind, for what is no field of a body. */
    public static boolean isPlain(String text) {
      return text.codePoints().allMatch(c -> isPlain(c, false));
    }

    @Override
    public boolean isValid(@Nullable CharSequence text, ConstraintValidatorContext context) {
      return text == null || text.codePoints().allMatch(c -> isPlain(c, multiline));
    }

    private static boolean isPlain(int c, boolean multiline) {
      return switch (Character.getType(c)) {
        case Character.SURROGATE -> false;
        case Character.CONTROL -> multiline && (c == '\n' || c == '\r' || c == '\t');
        default -> true;
      };
    }
  }
}
