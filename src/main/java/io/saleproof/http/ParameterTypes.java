package io.saleproof.http;

import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * SKUs and customer ids in paths and queries, with a 400 that says what is wrong (JAX-RS itself
 * would answer 404).
 */
@Provider
public final class ParameterTypes implements ParamConverterProvider {

  @Override
  @SuppressWarnings("unchecked")
  public <T> @Nullable ParamConverter<T> getConverter(
      Class<T> rawType, Type genericType, Annotation[] annotations) {
    if (rawType == Sku.class) {
      return (ParamConverter<T>) new Converter<>("sku", Sku::new);
    }
    if (rawType == CustomerId.class) {
      return (ParamConverter<T>) new Converter<>("customerId", CustomerId::new);
    }
    return null;
  }

  private record Converter<T>(String name, Function<String, T> parser)
      implements ParamConverter<T> {
    @Override
    public @Nullable T fromString(@Nullable String value) {
      if (value == null) {
        return null;
      }
      try {
        return parser.apply(value);
      } catch (IllegalArgumentException wrong) {
        throw Problem.invalid(FieldError.parameter(name, String.valueOf(wrong.getMessage())))
            .asException();
      }
    }

    @Override
    public String toString(T value) {
      return value.toString();
    }
  }
}
