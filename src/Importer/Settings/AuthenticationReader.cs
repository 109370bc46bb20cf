using Importer.Design;

namespace Importer.Settings;

/// <summary>Reads how the gateway proves itself to the model: one word, or an object.</summary>
internal static class AuthenticationReader
{
    private static readonly Parser<AuthenticationMode> Mode = Parse.Choice<AuthenticationMode>();

    /// <summary>The authentication; a word in its place stands for its mode.</summary>
    public static AuthenticationSettings Read(SettingNode node)
    {
        var usual = new AuthenticationSettings();
        var word = node.Text is null ? (AuthenticationMode?)null : node.Self(Mode);
        var inside = node.Maybe("Mode", Mode);
        if (word is not null && inside is not null && word != inside)
        {
            node.Fault("Mode", $"says {inside}, but Authentication itself is set to '{word}' (an app setting can do that). Keep one of the two.");
        }

        var mode = word ?? inside ?? usual.Mode;
        CheckTogether(node, mode);
        return new()
        {
            Mode = mode,
            ClientId = node.Read("ClientId", NameParsers.ClientId),
            Audience = node.Read("Audience", AddressParsers.Audience, usual.Audience)!,
            KeyVaultSecret = node.Read("KeyVaultSecret", AddressParsers.KeyVaultSecret),
        };
    }

    private static void CheckTogether(SettingNode node, AuthenticationMode mode)
    {
        if (mode is AuthenticationMode.ManagedIdentity)
        {
            Misplaced(node, "KeyVaultSecret", "Mode ApiKey", "ManagedIdentity");
            return;
        }

        Misplaced(node, "ClientId", "Mode ManagedIdentity", "ApiKey");
        Misplaced(node, "Audience", "Mode ManagedIdentity", "ApiKey");
    }

    private static void Misplaced(SettingNode node, string name, string belongsTo, string mode)
    {
        if (node.Has(name))
        {
            node.Fault(name, $"belongs to {belongsTo}, but the mode is {mode}. Take it out or change the mode.");
        }
    }
}
