/** Attacks on authorization, tokens, sessions and identity over HTTP, by one of two tenants on the other; one test for each. */
@NullMarked
package org.shiplog.http.attacks;

import org.jspecify.annotations.NullMarked;
