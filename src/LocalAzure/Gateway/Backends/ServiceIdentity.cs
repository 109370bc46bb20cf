namespace LocalAzure.Gateway.Backends;

/// <summary>
/// Tokens for the API Management service's own identities.
/// https://learn.microsoft.com/azure/api-management/api-management-howto-use-managed-service-identity
/// </summary>
internal static class ServiceIdentity
{
    /// <exception cref="GatewayException">500: the service has no such identity.</exception>
    public static string Token(PolicyContext context, string resource, string? clientId, string source)
    {
        var service = context.Snapshot.Service;
        var principal = clientId is null ? service.PrincipalId : service.UserIdentities.GetValueOrDefault(clientId);
        return principal is not null
            ? context.Cloud.Tokens.Issue(principal, resource)
            : throw GatewayException.Internal(
                source,
                "ManagedIdentityUnavailable",
                clientId is null
                    ? "The API Management service has no system-assigned identity."
                    : $"The API Management service has no user-assigned identity with client id '{clientId}'."
            );
    }
}
