namespace Importer.Configuration;

/// <summary>
/// Makes a property a setting, and tells people what to write: the one description of it. The check for unknown names and the JSON
/// schema come from here; name, form, words and default come from the property itself wherever they are the same.
/// </summary>
/// <param name="text">What the setting does, in a sentence.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SettingAttribute(string text) : Attribute
{
    /// <summary>What the setting does.</summary>
    public string Text => text;

    /// <summary>Its name, and the object that it lies in (<c>Arm.Endpoint</c>); null for the property's name.</summary>
    public string? At { get; init; }

    /// <summary>A value to begin with, as JSON.</summary>
    public string? Example { get; init; }

    /// <summary>The default as JSON, where the property holds it in another form.</summary>
    public string? Default { get; init; }

    /// <summary>The smallest number; for durations in seconds.</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>The largest number; for durations in seconds.</summary>
    public double Max { get; init; } = double.PositiveInfinity;

    /// <summary>True for durations of whole seconds only.</summary>
    public bool WholeSeconds { get; init; }

    /// <summary>What a text, or each item of a list, looks like: see <see cref="SettingForms"/>.</summary>
    public string? Pattern { get; init; }

    /// <summary>What it must not look like.</summary>
    public string? Not { get; init; }

    /// <summary>The fewest characters.</summary>
    public int MinLength { get; init; } = 1;

    /// <summary>The most characters; 0 for any number.</summary>
    public int MaxLength { get; init; }

    /// <summary>The fewest items of a list, or names of an object.</summary>
    public int MinCount { get; init; }

    /// <summary>The most names of an object; 0 for any number.</summary>
    public int MaxCount { get; init; }

    /// <summary>True where an object with names of the user's own and a list each may stand in the place of the list.</summary>
    public bool ByName { get; init; }

    /// <summary>The words that are allowed; null for any value of the type.</summary>
    public string[]? Words { get; init; }

    /// <summary>True writes the words of an enumeration with a small letter first.</summary>
    public bool CamelCase { get; init; }

    /// <summary>Words that stand alone where others may be listed.</summary>
    public string[]? Alone { get; init; }

    /// <summary>The names that an object may have; null for any.</summary>
    public string[]? Names { get; init; }

    /// <summary>What the names of an object look like.</summary>
    public string? NamePattern { get; init; }

    /// <summary>The setting beside it that it needs.</summary>
    public string? Needs { get; init; }

    /// <summary>Settings of an object of which one must be given.</summary>
    public string[]? OneOf { get; init; }

    /// <summary>True where <c>false</c>, <c>null</c> or <c>{}</c> in the object's place switches it off.</summary>
    public bool Switch { get; init; }

    /// <summary>The setting inside that a value in the object's place stands for.</summary>
    public string? Short { get; init; }

    /// <summary>True where a file may leave out what is required: an app setting gives it.</summary>
    public bool ByAppSetting { get; init; }

    /// <summary>False leaves it out of fleets, which take the rest of a profile.</summary>
    public bool ForFleets { get; init; } = true;

    /// <summary>The words that fleets take; null for the same.</summary>
    public string[]? FleetWords { get; init; }
}

/// <summary>Tells of an object that settings of a record lie in and that is no record itself.</summary>
/// <param name="name">The object's name.</param>
/// <param name="text">What it is about, in a sentence.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
internal sealed class SettingGroupAttribute(string name, string text) : Attribute
{
    /// <summary>The object's name.</summary>
    public string Name => name;

    /// <summary>What it is about.</summary>
    public string Text => text;

    /// <summary>As <see cref="SettingAttribute.Switch"/>.</summary>
    public bool Switch { get; init; }

    /// <summary>As <see cref="SettingAttribute.Short"/>.</summary>
    public string? Short { get; init; }
}

/// <summary>Puts the settings of another record in the place of a property.</summary>
/// <param name="record">The other record.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SettingsOfAttribute(Type record) : Attribute
{
    /// <summary>The other record.</summary>
    public Type Record => record;

    /// <summary>True takes what holds for fleets only.</summary>
    public bool ForFleets { get; init; }
}

/// <summary>What texts look like, as patterns that JSON Schema and .NET read alike.</summary>
internal static class SettingForms
{
    /// <summary>Any text on one line.</summary>
    public const string Text = "^" + Line + ".*$";

    public const string Guid = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
    public const string ClientId = "^" + Guid + "$";

    public const string ServiceId = "^" + Subscription + ResourceGroup + Providers + "[mM]icrosoft\\.[aA]pi[mM]anagement/[sS]ervice/[^/]+$";

    public const string Scope =
        "^" + Subscription + "(" + ResourceGroup + "(" + Providers + "[mM]icrosoft\\.[cC]ognitive[sS]ervices/[aA]ccounts/[^/]+)?)?/?$";

    /// <summary>An https address, or http on the loopback, without user.</summary>
    public const string Address = "^(https://[^/?#@\\s]+|http://" + Loopback + ")([/?#].*)?$";

    /// <summary>The same, with neither path nor query.</summary>
    public const string Origin = "^(https://[^/?#@\\s]+|http://" + Loopback + ")/?$";

    public const string Audience = "^(https|api)://[^/?#\\s][^?]*$";
    public const string KeyVaultSecret = "^https://[^/?#\\s]+" + SecretPath + "$";
    public const string SecretPath = "/secrets/[A-Za-z0-9-]{1,127}(/[A-Za-z0-9]+)?/?";

    /// <summary>A path, or an address.</summary>
    public const string Document = "^" + Line + "((?!.*://).*|https://[^/?#@\\s]+([/?#].*)?|http://" + Loopback + "([/?#].*)?)$";
    public const string Yaml = "^[^?#]*\\.[yY][aA]?[mM][lL]([?#].*)?$";

    /// <summary>A blob container's address, or a folder.</summary>
    public const string Container =
        "^"
        + Line
        + "((?!.*(://|AccountKey=|AccountName=))[^*?|]+|(https://[^/?#@\\s]+|http://"
        + Loopback
        + ")(/[^?#]*)?/"
        + ContainerName
        + "/?)$";
    public const string ContainerName = "(?=[a-z0-9-]{3,63}/?$)[a-z0-9]+(-[a-z0-9]+)*";

    public const string Host = "(\\*\\.)?" + Label + "(\\." + Label + ")+";
    public const string Tag = "^[^=\\s].*=.*$";
    public const string OptOutTag = "^([^=\\s].*=.*)?$";

    /// <summary>The id of something in API Management.</summary>
    public const string Id = "^[^*#&+:<>?/\\s]+$";
    public const string Fragment = "^(\\w+|\\w[\\w-]+\\w)$";
    public const string Glob = "^(?=.*\\S)[\\w.*? :-]+$";
    public const string Sha256 = "^([0-9A-Fa-f]{16}|[0-9A-Fa-f]{64})$";

    /// <summary>A policy expression, or one of the words that stand for one.</summary>
    public const string Key = "^" + NoControl + "(" + Expression + "|(?!@).*\\{\\{.*|subscription|address|product|api)$";

    /// <summary>A policy expression, any other text, or nothing.</summary>
    public const string Value = "^(?![ ]+$)" + NoControl + "(" + Expression + "|(?!@).*)$";

    public const string BasePath = "^([A-Za-z0-9_.:-]|" + Placeholder + ")([A-Za-z0-9_.:/-]|" + Placeholder + ")*$";
    public const string NoBasePath =
        "//|[/.:]$|(^|/)([oO][pP][eE][nN][aA][iI](/[vV]1)?|[mM][oO][dD][eE][lL][sS]|[aA][nN][tT][hH][rR][oO][pP][iI][cC])$";
    public const string Template = "^" + Line + "([^{}\\n]|" + Placeholder + ")*$";
    public const string NoTemplate = "\\[[fF][oO][uU][nN][dD][rR][yY]-[iI][mM][pP][oO][rR][tT][eE][rR]";

    public const string FleetName = "[a-z0-9]+(-[a-z0-9]+)*";
    public const string FleetPath = "^[A-Za-z0-9_.:-][A-Za-z0-9_.:/-]*$";
    public const string Alias = "[a-z0-9]+([.-][a-z0-9]+)*";
    public const string AliasTemplate = "^(\\{model\\}|\\{model\\}-\\{version\\}|\\{deployment\\}|" + TagPlaceholder + ")$";
    public const string TagPlaceholder = "\\{tag:[^{}:=\\s]+\\}";
    public const string Region = "[a-z0-9]+";

    private const string NoControl = "(?!.*[\\u0000-\\u001f\\u007f-\\u009f])";
    private const string Line = "(?=.*\\S)" + NoControl;
    private const string Subscription = "/[sS][uU][bB][sS][cC][rR][iI][pP][tT][iI][oO][nN][sS]/" + Guid;
    private const string ResourceGroup = "/[rR][eE][sS][oO][uU][rR][cC][eE][gG][rR][oO][uU][pP][sS]/[^/]+";
    private const string Providers = "/[pP][rR][oO][vV][iI][dD][eE][rR][sS]/";
    private const string Loopback = "(127\\.0\\.0\\.1|localhost|\\[::1\\])(:[0-9]+)?";
    private const string Label = "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?";
    private const string Expression = "@\\(.+\\)|@\\{.+\\}";
    private const string Placeholder = "\\{(account|deployment|compatibility|region|subscription|resourceGroup)\\}";
}
