namespace Importer.Settings;

/// <summary>Reads whom to tell.</summary>
internal static class WebhookReader
{
    /// <summary>The webhooks. Their addresses are secrets and never appear in a fault.</summary>
    public static IReadOnlyList<WebhookSettings> Read(SettingNode node) => [.. node.Items("Webhooks").Select(Webhook).OfType<WebhookSettings>()];

    private static WebhookSettings? Webhook(SettingNode node)
    {
        var address = node.Require("Url", AddressParsers.Secure, "Give the address to post to.");
        var asCard = node.Read("Format", Parse.Choice(("adaptive-card", true), ("json", false)), true);
        var always = node.Read("On", Parse.Choice(("change", false), ("always", true)));
        return address is null ? null : new() { Url = address, AdaptiveCard = asCard, Always = always };
    }
}
