namespace Importer.Settings;

/// <summary>Reads where Resource Manager is.</summary>
internal static class ArmReader
{
    private const string PublicCloud = "https://management.azure.com";

    /// <summary>The address, and the audience of its tokens: its own address unless it is on the loopback.</summary>
    public static (Uri Endpoint, string Audience) Read(SettingNode node)
    {
        var endpoint = node.Read("Endpoint", AddressParsers.Origin, new Uri(PublicCloud))!;
        var own = endpoint.IsLoopback ? PublicCloud : endpoint.GetLeftPart(UriPartial.Authority);
        return (endpoint, node.Read("Audience", AddressParsers.Audience, own)!);
    }
}
