package io.saleproof.peers.spring;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Refusals as RFC 9457 problems. */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {

  @ExceptionHandler
  ProblemDetail notFound(NotFoundException refusal) {
    return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, refusal.getMessage());
  }

  @ExceptionHandler
  ProblemDetail stale(StaleVersionException refusal) {
    return ProblemDetail.forStatusAndDetail(HttpStatus.PRECONDITION_FAILED, refusal.getMessage());
  }

  @ExceptionHandler
  ProblemDetail required(PreconditionRequiredException refusal) {
    return ProblemDetail.forStatusAndDetail(HttpStatus.PRECONDITION_REQUIRED, refusal.getMessage());
  }

  @ExceptionHandler
  ProblemDetail outOfStock(OutOfStockException refusal) {
    return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, refusal.getMessage());
  }
}
