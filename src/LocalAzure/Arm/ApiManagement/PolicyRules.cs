using System.Text.Json.Nodes;
using LocalAzure.State;

namespace LocalAzure.Arm.ApiManagement;

/// <summary>Policy documents at every scope, see https://learn.microsoft.com/rest/api/apimanagement/api-policy</summary>
internal static class PolicyRules
{
    /// <summary>
    /// Policy documents hold up to 256 KiB (16 KiB on Consumption), see https://learn.microsoft.com/azure/api-management/service-limits
    /// </summary>
    private const int MaxLength = 256 * 1024;

    public static ArmType TypeOf(string name) =>
        new(name)
        {
            Verbs = Verbs.All & ~Verbs.Patch,
            HasETag = true,
            Noun = "Policy",
            Fields = [new("value") { Required = true }, new("format") { OneOf = ["xml", "rawxml", "xml-link", "rawxml-link"] }],
            Accept = Accept,
            Show = Show,
        };

    private static JsonObject Accept(ArmCall call, JsonObject document)
    {
        if (call.Path.Name != "policy")
        {
            throw ArmErrors.Validation(("policyId", "The only policy of a scope is called 'policy'."));
        }

        return Kept(call, document, "policies");
    }

    /// <summary>Reads, checks and normalises; what is kept is well-formed whatever was sent.</summary>
    public static JsonObject Kept(ArmCall call, JsonObject document, string root)
    {
        var format = document.Text("format") ?? "xml";
        var value = document.Text("value")!;
        if (format.EndsWith("-link", StringComparison.Ordinal))
        {
            throw ArmErrors.NotSimulated($"policies of format '{format}'");
        }

        if (value.Length > MaxLength)
        {
            throw ArmErrors.Validation(("representation", $"The policy document is larger than {MaxLength} characters."));
        }

        var policy = PolicyText.Parse(value, ResourceIds.Same(format, "rawxml"));
        PolicyChecks.Check(call, policy.Root!, root);
        var properties = document.Properties();
        properties.Remove("format");
        properties["value"] = PolicyText.Write(policy);
        return document;
    }

    public static JsonObject Show(ArmCall call, ArmResource policy, JsonObject document)
    {
        var raw = ResourceIds.Same(call.Text("format"), "rawxml");
        var value = policy.Body.Text("value")!;
        var properties = document.Properties();
        properties["format"] = raw ? "rawxml" : "xml";
        properties["value"] = raw ? RazorXml.ToRaw(value) : value;
        return document;
    }
}
