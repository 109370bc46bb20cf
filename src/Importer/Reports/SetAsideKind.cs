namespace Importer.Reports;

/// <summary>What sort of leaving alone a set-aside is.</summary>
public enum SetAsideKind
{
    /// <summary>A deployment or account that is not imported: by choice, by its state, or by its kind.</summary>
    LeftOut,

    /// <summary>Something that is not ours holds the path or id that a deployment's API needs.</summary>
    Conflict,

    /// <summary>An API of ours that is no longer wanted but still serves a live deployment, and so stays.</summary>
    Kept,

    /// <summary>An API whose last deployment went, and that is withdrawn later (setting <c>Deletion.After</c>).</summary>
    Leaving,

    /// <summary>What goes with an API that is withdrawn and does not come back with it: keys of its own subscriptions, revisions.</summary>
    Lost,

    /// <summary>A specification changed behind its address, and this run was not asked to import it.</summary>
    Waiting,

    /// <summary>A specification that is not the one that settings pin; the API stays as it is.</summary>
    Document,

    /// <summary>A right that calls need is missing, and the settings say to check and not to grant.</summary>
    Permission,

    /// <summary>Something that people keep, such as a product, is not there.</summary>
    Missing,

    /// <summary>A deployment whose API cannot be made as the settings say; they have to change.</summary>
    Impossible,

    /// <summary>A scope that could not be read, so that nothing below it is touched.</summary>
    Unread,
}
