/**
 * Users and groups of an LDAP directory or an Active Directory: whether a password is right, who belongs to what, and searching
 * for both. It reads only, and knows nothing of the registry's own users.
 */
@NullMarked
package org.shiplog.http.auth.ldap;

import org.jspecify.annotations.NullMarked;
