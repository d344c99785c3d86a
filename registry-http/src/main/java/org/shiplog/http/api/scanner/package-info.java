/** Scanners for vulnerabilities, as far as there are any. */
@NullMarked
package org.shiplog.http.api.scanner;

import org.jspecify.annotations.NullMarked;
