namespace Importer.Reports;

/// <summary>How a run ended.</summary>
public enum RunOutcome
{
    /// <summary>Everything wanted is so.</summary>
    Succeeded,

    /// <summary>Some of it is; steps and set-aside list say what is not.</summary>
    Partial,

    /// <summary>Nothing could be done.</summary>
    Failed,

    /// <summary>The plan was refused by a guard; nothing was written.</summary>
    Refused,
}
