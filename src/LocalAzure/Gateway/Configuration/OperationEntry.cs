using LocalAzure.State;

namespace LocalAzure.Gateway.Configuration;

/// <summary>One operation of an API.</summary>
internal sealed record OperationEntry(string ArmId, string Id, string DisplayName, string Method, string UrlTemplate, UrlTemplate Template)
{
    public static OperationEntry Of(ArmResource operation)
    {
        var properties = operation.Body["properties"];
        var template = (string?)properties?["urlTemplate"] ?? "/";
        return new OperationEntry(
            operation.Id,
            operation.Name,
            (string?)properties?["displayName"] ?? operation.Name,
            (string?)properties?["method"] ?? "GET",
            template,
            Configuration.UrlTemplate.Read(template)
        );
    }
}
