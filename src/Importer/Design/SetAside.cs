using Importer.Gateway;

namespace Importer.Design;

/// <summary>An account, deployment or setting that the design leaves out, with the reason.</summary>
/// <param name="Subject">The id of what is left out.</param>
/// <param name="Reason">A sentence with the way out.</param>
/// <param name="MayPass">True when it passes by itself (still being created), so that looking again makes sense.</param>
public sealed record SetAside(string Subject, string Reason, bool MayPass = false)
{
    /// <summary>Which fields differ, where it is an API that stays as it is for that.</summary>
    public IReadOnlyList<FieldDifference> Differences { get; init; } = [];

    /// <summary>True when an event of its own tells how it ends, so that a run over something else need not wait for it.</summary>
    public bool TellsItself { get; init; }

    /// <summary>True when the settings ask for what cannot be, so that somebody has to change them.</summary>
    public bool NeedsPerson { get; init; }

    /// <summary>True when somebody else has the path, so that people have to say who gets another one.</summary>
    public bool IsConflict { get; init; }
}
