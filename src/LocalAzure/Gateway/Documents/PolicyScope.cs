using System.Diagnostics.CodeAnalysis;

namespace LocalAzure.Gateway.Documents;

/// <summary>
/// Where a policy document lives.
/// https://learn.microsoft.com/azure/api-management/api-management-howto-policies#scopes
/// </summary>
[Flags]
[SuppressMessage("Naming", "CA1714", Justification = "A document has one scope; only the tables of policies combine them.")]
public enum PolicyScope
{
    None = 0,
    Global = 1,
    Product = 2,
    Api = 4,
    Operation = 8,

    /// <summary>A fragment is checked against the scopes of the documents that include it only when they run.</summary>
    Fragment = 16,
    Any = Global | Product | Api | Operation | Fragment,
}
