using Importer.Gateway;
using Importer.Policies;

namespace Importer.Planning;

/// <summary>Compares a wanted resource with the one found, over the fields we own and no others.</summary>
public static class Differences
{
    /// <summary>The fields that differ; empty when the resource is as it should be.</summary>
    public static IReadOnlyList<FieldDifference> Between(GatewayResource wanted, GatewayResource found) =>
        (wanted, found) switch
        {
            (Api a, Api b) => [.. OfApi(a, b)],
            (Backend a, Backend b) => [.. OfBackend(a, b)],
            (ApiPolicy a, ApiPolicy b) =>
            [
                .. PolicyDiff
                    .Differences(a.Xml, b.Xml)
                    .Select(difference => new FieldDifference(difference.Where, difference.Expected, difference.Actual)),
            ],
            (OperationPolicy a, OperationPolicy b) =>
            [
                .. PolicyDiff
                    .Differences(a.Xml, b.Xml)
                    .Select(difference => new FieldDifference(difference.Where, difference.Expected, difference.Actual)),
            ],
            (NamedValue a, NamedValue b) => [.. OfNamedValue(a, b)],
            (BackendPool a, BackendPool b) => [.. OfPool(a, b)],
            (PolicyFragment a, PolicyFragment b) => [.. OfFragment(a, b)],
            (Diagnostic a, Diagnostic b) => [.. OfDiagnostic(a, b)],
            _ => [],
        };

    private static IEnumerable<FieldDifference> OfApi(Api wanted, Api found) =>
        Unequal([
                new("displayName", wanted.DisplayName, found.DisplayName),
                new("description", wanted.Description, found.Description),
                new("path", wanted.Path, SamePath(wanted.Path, found.Path) ? wanted.Path : found.Path),
                new("protocols", Join(wanted.Protocols), Join(found.Protocols)),
                new("subscriptionRequired", Text(wanted.SubscriptionRequired), Text(found.SubscriptionRequired)),
                new("subscriptionKeyParameterNames.header", wanted.KeyHeader, found.KeyHeader),
                new("subscriptionKeyParameterNames.query", wanted.KeyQuery, found.KeyQuery),
                // What the service does not give back is no difference; that it was written, the design tells.
                new("subscriptionKeyParameterNames.bearer", Bearer(wanted, found), Bearer(found, wanted)),
                new("design", wanted.OwnershipTag?.Fingerprint, found.OwnershipTag?.Fingerprint),
                new(
                    "document",
                    wanted.OwnershipTag?.ExternalFingerprint,
                    wanted.OwnershipTag?.ExternalFingerprint is null ? null : found.OwnershipTag?.ExternalFingerprint
                ),
                new("standing", wanted.OwnershipTag?.Flags, found.OwnershipTag?.Flags),
                .. OfSource(wanted.OwnershipTag, found.OwnershipTag),
            ])
            .Concat(OfOperations(wanted.Definition, found.Definition));

    private static string? Bearer(Api one, Api other) =>
        other.TakesKeyAsBearer is null
            ? null
            : one.TakesKeyAsBearer switch
            {
                true => "enabled",
                false => "disabled",
                null => null,
            };

    private static IEnumerable<FieldDifference> OfOperations(ApiDefinition? wanted, ApiDefinition? found)
    {
        if (wanted is null || found is null)
        {
            return [];
        }

        var expected = wanted.Operations.Select(operation => operation.Route).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var actual = found.Operations.Select(operation => operation.Route).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return expected
            .Except(actual, StringComparer.OrdinalIgnoreCase)
            .Order()
            .Select(route => new FieldDifference("operation", route, null))
            .Concat(
                actual
                    .Except(expected, StringComparer.OrdinalIgnoreCase)
                    .Order()
                    .Select(route => new FieldDifference("operation", null, route))
            );
    }

    private static IEnumerable<FieldDifference> OfBackend(Backend wanted, Backend found) =>
        Unequal([
            new("url", Text(wanted.Url), Text(found.Url)),
            new("description", wanted.Description, found.Description),
            new("credentials", wanted.Credentials, found.Credentials),
            new("tls.validateCertificate", Text(wanted.ValidatesCertificates), Text(found.ValidatesCertificates)),
            new("circuitBreaker", wanted.CircuitBreaker?.ToString(), found.CircuitBreaker?.ToString()),
            new("design", wanted.OwnershipTag?.Design, found.OwnershipTag?.Design),
            .. OfSource(wanted.OwnershipTag, found.OwnershipTag),
        ]);

    private static IEnumerable<FieldDifference> OfPool(BackendPool wanted, BackendPool found) =>
        Unequal([
            new("members", wanted.Text, found.Text),
            new("description", wanted.Description, found.Description),
            new("design", wanted.OwnershipTag?.Design, found.OwnershipTag?.Design),
            .. OfSource(wanted.OwnershipTag, found.OwnershipTag),
        ]);

    private static IEnumerable<FieldDifference> OfFragment(PolicyFragment wanted, PolicyFragment found) =>
        PolicyDiff
            .Differences(wanted.Xml, found.Xml)
            .Select(difference => new FieldDifference(difference.Where, difference.Expected, difference.Actual))
            .Concat(
                Unequal([
                    new("description", wanted.Description, found.Description),
                    new("design", wanted.OwnershipTag?.Design, found.OwnershipTag?.Design),
                ])
            );

    // A secret's value is never given back, so only where it comes from can be compared, and its print where it was taken.
    private static IEnumerable<FieldDifference> OfNamedValue(NamedValue wanted, NamedValue found) =>
        Unequal([
            new(
                "displayName",
                wanted.DisplayName,
                SameName(wanted.DisplayName, found.DisplayName) ? wanted.DisplayName : found.DisplayName
            ),
            new("secret", Text(wanted.IsSecret), Text(found.IsSecret)),
            new("keyVault.secretIdentifier", wanted.KeyVaultSecret?.ToString(), found.KeyVaultSecret?.ToString()),
            new("design", wanted.OwnershipTag?.Fingerprint, found.OwnershipTag?.Fingerprint),
            OfKey(wanted.OwnershipTag?.ExternalFingerprint, found.OwnershipTag?.ExternalFingerprint),
            .. OfSource(wanted.OwnershipTag, found.OwnershipTag),
        ]);

    private static FieldDifference OfKey(string? wanted, string? found)
    {
        const string Accounts = "the account's key";
        return wanted is null ? new("key", null, null) : new("key", Accounts, wanted == found ? Accounts : "another key");
    }

    private static IEnumerable<FieldDifference> OfDiagnostic(Diagnostic wanted, Diagnostic found) =>
        Unequal([
            new("loggerId", wanted.Logger, SameName(wanted.Logger, found.Logger) ? wanted.Logger : found.Logger),
            new("metrics", Text(wanted.Metrics), Text(found.Metrics)),
        ]);

    // An account that was moved has another id; the ownership tag names the one that it has now.
    private static IEnumerable<FieldDifference> OfSource(OwnershipTag? wanted, OwnershipTag? found) =>
        wanted is null || found is null
            ? []
            :
            [
                new("source", wanted.Source.Value, wanted.Source == found.Source ? wanted.Source.Value : found.Source.Value),
                new("host", wanted.Host, found.Host),
                new("fleet", wanted.Fleet, found.Fleet),
                new("member", wanted.Member, found.Member),
            ];

    private static IEnumerable<FieldDifference> Unequal(IEnumerable<FieldDifference> fields) =>
        fields.Where(field => !string.Equals(field.Expected, field.Actual, StringComparison.Ordinal));

    private static bool SamePath(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static bool SameName(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static string Join(IEnumerable<string> words) => string.Join(", ", words.Order(StringComparer.Ordinal));

    private static string Text(Uri url) => url.AbsoluteUri.TrimEnd('/');

    private static string Text(bool value) => value ? "true" : "false";
}
