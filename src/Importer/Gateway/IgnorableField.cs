namespace Importer.Gateway;

/// <summary>
/// What of an API people may keep for themselves (setting <c>Drift.Ignore</c>): once the API is there, the importer neither
/// counts it as drift nor writes it.
/// </summary>
public enum IgnorableField
{
    /// <summary>The API's display name.</summary>
    DisplayName,

    /// <summary>The API's description; the ownership tag at its end stays the importer's.</summary>
    Description,

    /// <summary>The protocols that callers may use.</summary>
    Protocols,

    /// <summary>Whether callers need a subscription key.</summary>
    SubscriptionRequired,

    /// <summary>The header and the query parameter of that key.</summary>
    SubscriptionKeyParameterNames,

    /// <summary>The API's operations, and with them a document that changed behind its address.</summary>
    Operations,

    /// <summary>The API's policy.</summary>
    Policy,

    /// <summary>The API's Application Insights diagnostic.</summary>
    Diagnostic,

    /// <summary>The API's tags.</summary>
    Tags,

    /// <summary>The products that the API is in.</summary>
    Products,
}
