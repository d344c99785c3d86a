/** The ports over the read models. */
@NullMarked
package org.shiplog.http.api.readmodel;

import org.jspecify.annotations.NullMarked;
