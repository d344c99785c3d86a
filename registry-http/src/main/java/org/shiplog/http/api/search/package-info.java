/** Search and statistics. */
@NullMarked
package org.shiplog.http.api.search;

import org.jspecify.annotations.NullMarked;
