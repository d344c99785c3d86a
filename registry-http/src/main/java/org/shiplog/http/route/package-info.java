/** How a request finds its operation, and what each operation demands of its caller. */
@NullMarked
package org.shiplog.http.route;

import org.jspecify.annotations.NullMarked;
