/** Vulnerabilities that are accepted in the whole registry. */
@NullMarked
package org.shiplog.http.api.allowlist;

import org.jspecify.annotations.NullMarked;
