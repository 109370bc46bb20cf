using LocalAzure.Gateway.Configuration;
using static LocalAzure.Gateway.Expressions.ExpressionType;
using static LocalAzure.Gateway.Expressions.Member;
using static LocalAzure.Gateway.Expressions.Members;

namespace LocalAzure.Gateway.Expressions;

/// <summary>The context variable and what it says about API, product, subscription and deployment.</summary>
internal static class ContextMembers
{
    public static IEnumerable<Entry> All =>
        [
            new(Context, "Api", Property<PolicyContext>(Api, static it => it.Api)),
            new(Context, "Operation", Property<PolicyContext>(Operation, static it => it.Operation)),
            new(Context, "Product", Property<PolicyContext>(Product, static it => it.Product)),
            new(Context, "Subscription", Property<PolicyContext>(Subscription, static it => it.Subscription)),
            new(Context, "User", Property<PolicyContext>(User, static it => it.Subscription?.Owner)),
            new(Context, "Request", Property<PolicyContext>(Request, static it => it.Request)),
            new(Context, "Response", Property<PolicyContext>(Response, static it => it.Response)),
            new(Context, "RequestId", Property<PolicyContext>(ExpressionType.Object, static it => it.RequestId)),
            new(Context, "Deployment", Property<PolicyContext>(Deployment, static it => it.Service)),
            new(Context, "Variables", Property<PolicyContext>(Variables, static it => it.Variables)),
            new(Context, "Elapsed", Property<PolicyContext>(Span, static it => it.Elapsed)),
            new(Context, "LastError", Property<PolicyContext>(Error, static it => it.LastError)),
            new(Api, "Id", Property<ApiEntry>(Text, static it => it.Id)),
            new(Api, "Name", Property<ApiEntry>(Text, static it => it.DisplayName)),
            new(Api, "Path", Property<ApiEntry>(Text, static it => it.Path)),
            new(Api, "Revision", Property<ApiEntry>(Text, static it => it.Revision)),
            new(Operation, "Id", Property<OperationEntry>(Text, static it => it.Id)),
            new(Operation, "Name", Property<OperationEntry>(Text, static it => it.DisplayName)),
            new(Operation, "Method", Property<OperationEntry>(Text, static it => it.Method)),
            new(Operation, "UrlTemplate", Property<OperationEntry>(Text, static it => it.UrlTemplate)),
            new(Product, "Id", Property<ProductEntry>(Text, static it => it.Id)),
            new(Product, "Name", Property<ProductEntry>(Text, static it => it.DisplayName)),
            new(Subscription, "Id", Property<SubscriptionEntry>(Text, static it => it.Id)),
            new(Subscription, "Name", Property<SubscriptionEntry>(Text, static it => it.DisplayName)),
            new(User, "Id", Property<string>(Text, static it => it)),
            new(Deployment, "Region", Property<ServiceEntry>(Text, static it => it.Location)),
            new(Deployment, "ServiceName", Property<ServiceEntry>(Text, static it => it.Name)),
            new(Deployment, "ServiceId", Property<ServiceEntry>(Text, static it => it.Name)),
            new(Deployment, "GatewayId", Property<ServiceEntry>(Text, static _ => "managed")),
            new(Deployment, "Gateway", Property<ServiceEntry>(ExpressionType.Gateway, static it => it)),
            new(ExpressionType.Gateway, "Id", Property<ServiceEntry>(Text, static _ => "managed")),
            new(Error, "Source", Property<GatewayError>(Text, static it => it.Source)),
            new(Error, "Reason", Property<GatewayError>(Text, static it => it.Reason)),
            new(Error, "Message", Property<GatewayError>(Text, static it => it.Message)),
            new(Error, "Section", Property<GatewayError>(Text, static it => it.Section)),
        ];
}
