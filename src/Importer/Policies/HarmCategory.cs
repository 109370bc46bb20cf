namespace Importer.Policies;

/// <summary>The kinds of harm that Azure AI Content Safety looks for.</summary>
public enum HarmCategory
{
    /// <summary>Hate and discrimination.</summary>
    Hate,

    /// <summary>Harm to oneself.</summary>
    SelfHarm,

    /// <summary>Sexual content.</summary>
    Sexual,

    /// <summary>Violence.</summary>
    Violence,
}
