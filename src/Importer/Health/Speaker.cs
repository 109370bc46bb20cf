namespace Importer.Health;

/// <summary>Whose words an error is in.</summary>
internal enum Speaker
{
    /// <summary>Nobody's: there was no answer.</summary>
    Nobody,

    /// <summary>API Management's: <c>{ "statusCode", "message" }</c>.</summary>
    Gateway,

    /// <summary>The model endpoint's: <c>{ "error": { "code", "message" } }</c>, or anything else.</summary>
    Model,
}
