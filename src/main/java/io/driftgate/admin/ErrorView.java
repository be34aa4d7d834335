package io.driftgate.admin;

/**
 * Why a call was refused.
 *
 * @param hint what to do about it
 */
public record ErrorView(String error, String hint) {}
