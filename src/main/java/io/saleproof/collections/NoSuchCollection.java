package io.saleproof.collections;

import io.saleproof.http.Problem;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Describes the answers to a name that is no collection's, and to one that can't be read. */
@APIResponse(
    responseCode = "404",
    description = "Nothing at this address",
    content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(ref = "Problem")))
@APIResponse(responseCode = "400", ref = "Problem400")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface NoSuchCollection {}
