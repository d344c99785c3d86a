/** Members of projects. */
@NullMarked
package org.shiplog.http.api.member;

import org.jspecify.annotations.NullMarked;
