package io.driftgate.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/**
 * Why a call was refused.
 *
 * @param hint what to do about it
 * @param field of the request that is wrong; absent when it is none
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ErrorView(String error, String hint, Optional<String> field) {}
