export * from "../../lab/watch";
