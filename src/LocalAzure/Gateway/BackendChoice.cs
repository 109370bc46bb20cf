namespace LocalAzure.Gateway;

/// <summary>A backend resource or a plain URL; neither means the API's service URL.</summary>
internal sealed record BackendChoice(string? Id, string? Url);
